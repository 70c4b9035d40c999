export async function later<Value>(value: Value): Promise<Value> {
  await new Promise((resolve) => setTimeout(resolve, 1))
  return value
}

export const next = (count: number): number => count + 1
