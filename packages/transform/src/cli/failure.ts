/** Why a command could not run: a message for people, and exit code 2. */
export class Failure extends Error {
  override readonly name = 'Failure'
}
