/** One line of JSON for the test that reads this server's output. */
export function print(line: object): void {
  console.log(JSON.stringify(line))
}
