/** Stands for a service that takes its time, and does not take everything. */
export async function sendReceipt({ number, item }) {
  if (item === 'nothing') throw new Error('there is nothing to send')
  console.log(`receipt for order ${number}: ${item}`)
}
