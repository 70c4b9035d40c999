/** The webpack host. */
import type { HostOptions } from './host.ts'
import { createWebpackPlugin, type WebpackPlugin } from './webpack-plugin.ts'

/** `root` is the compiler's `context`, and a build for the target `web` a client's, where these say nothing. */
export type AfterwordWebpackOptions = HostOptions

/**
 * The plugin: one line in `webpack.config.js`.
 *
 *     import afterword from '@afterword/transform/webpack'
 *     export default { plugins: [afterword()] }
 *
 * Every error is collected, and the build fails with all of them at its end. The project's
 * configuration holds, where these options do not say otherwise.
 *
 * @throws OptionsError when an option is not what it must be, naming it and what it accepts
 */
export default function afterword(options: AfterwordWebpackOptions = {}): WebpackPlugin {
  return createWebpackPlugin(options)
}
