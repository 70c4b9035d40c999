import { PrismaClient } from '@prisma/client'
import { after } from 'next/server'

const prisma = new PrismaClient()

export async function POST(request: Request) {
  const term = await request.text()
  after(async () => {
    prisma.search.create({ data: { term } })
  })
  return Response.json([])
}
