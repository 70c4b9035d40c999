import { redirect } from 'next/navigation'
import { after } from 'next/server'

export async function POST() {
  after(() => {
    console.log('ordered')
    redirect('/thanks')
  })
}
