// A loader that prints what is compiled.
export default function load(code, map) {
  console.log(`compiled ${this.resource}`)
  this.callback(null, code, map)
}
