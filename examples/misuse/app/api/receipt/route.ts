import { after } from 'next/server'

async function sendReceipt(order: string) {
  await fetch('https://mail.example.com/receipts', { method: 'POST', body: order })
}

export async function POST(request: Request) {
  const order = await request.text()
  after(() => {
    sendReceipt(order)
  })
  return new Response(null, { status: 202 })
}
