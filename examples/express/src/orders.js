import { after } from '@afterword/runtime'
import { sendReceipt } from './mail.js'

let count = 0

/** Takes an order, and sends its receipt when the customer has the answer. */
export async function takeOrder(item) {
  count += 1
  const order = { number: count, item }
  after(() => sendReceipt(order))
  return order
}
