import { currentUser } from './session'

export async function recordView(path: string) {
  const user = await currentUser()
  console.log(path, 'viewed by', user)
}
