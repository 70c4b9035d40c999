/** Writes an application of so many modules; returns how many. */
export function generateProject(
  root: string,
  count: number,
  options?: { readonly misuse?: boolean },
): number
