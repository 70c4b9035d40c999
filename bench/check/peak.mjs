// Loaded before a program: says at its end how much memory it has had at most, in MB.
process.on('exit', () => {
  console.error(`peak ${Math.round(process.resourceUsage().maxRSS / 1024)}`)
})
