import { after } from 'next/server'
import { recordView } from '../../lib/views'

export default function Orders() {
  after(() => recordView('/orders'))
  return <h1>Your orders</h1>
}
