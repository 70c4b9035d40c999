import { after } from 'next/server'

export async function listProducts() {
  'use cache'
  after(() => console.log('listed'))
  return ['chair', 'table']
}
