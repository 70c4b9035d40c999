export async function label(event: string): Promise<string> {
  return `tracked: ${event}`
}
