/** Whoever comes after the first is greeted, too. */
export const greet = (name: string): string => `Hello, ${name}`

export const unused = (name: string): string => `Goodbye, ${name}`
