import type { NextApiRequest, NextApiResponse } from 'next'
import { after } from 'next/server'

export default function handler(_request: NextApiRequest, response: NextApiResponse) {
  after(() => console.log('answered'))
  response.json({})
}
