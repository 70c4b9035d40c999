// What is called of the packages of SWC, which are optional, and no dependencies of the repository.

declare module '@swc/core' {
  interface Output {
    readonly code: string
    readonly map?: string
  }
  export function transform(code: string, options: object): Promise<Output>
  export function transformSync(code: string, options: object): Output
}

declare module '@swc/jest' {
  const swcJest: { createTransformer(options: object): object }
  export default swcJest
}

declare module 'swc-loader' {
  const swcLoader: (this: unknown, code: string, map?: unknown) => void
  export default swcLoader
}
