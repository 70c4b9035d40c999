/** Afterword's compiler, for hosts and tools; people use a host such as `@afterword/transform/vite`. */
export {
  type Compiler,
  createCompiler,
  type TransformOptions,
  type TransformResult,
} from './compiler.ts'
export { type AfterwordConfig, defineConfig } from './config/config.ts'
export type {
  Diagnostic,
  DiagnosticCode,
  Edit,
  Fix,
  Label,
  Severity,
  TraceStep,
} from './diagnostics/diagnostic.ts'
export { type FormatDiagnosticOptions, formatDiagnostic } from './diagnostics/format.ts'
export type { RuleSeverities, RuleSeverity } from './diagnostics/severity.ts'
export type { ModuleSummary } from './module/summary.ts'
export { type CompilerOptions, OptionsError } from './options.ts'
export type { App, Preset } from './program/apps.ts'
export { detectApps } from './program/detect-apps.ts'
export { isProjectFact, type ProjectFacts } from './program/project-facts.ts'
