import { createFileRoute } from '@tanstack/react-router'
import { page } from '../page'

export const Route = createFileRoute('/last-byte')(page(() => Route.useLoaderData()))
