import { tellErrors } from './lib/errors.ts'

export function register(): void {
  if (process.env.NEXT_RUNTIME === 'nodejs') tellErrors()
}
