// Loads the server, and prints why it cannot be.
await import('./server.ts').catch(({ message }) => console.log(message))
