/** What kept a part of the project from being checked: said beside the findings, never in their place. */
export interface Problem {
  /** Project-relative path with `/`. */
  readonly file: string
  /** What is wrong with the file, to be read behind its name. */
  readonly message: string
  readonly advice: string
}
