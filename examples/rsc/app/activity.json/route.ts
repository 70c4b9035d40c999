import { readActivity } from '../../framework/activity.ts'

export function GET() {
  return Response.json(readActivity(), { headers: { 'cache-control': 'no-store' } })
}
