// Transforms the sources until a second has gone: node once.mjs <input>
import { createCompiler } from '@afterword/transform'
import { inputs } from './sources.mjs'

const sources = inputs[process.argv[2]]()
const compiler = createCompiler()
const end = performance.now() + 1000
do {
  for (const { file, code } of sources) compiler.transform(code, file)
} while (performance.now() < end)
