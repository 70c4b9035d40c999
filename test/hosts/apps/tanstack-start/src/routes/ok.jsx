import { createFileRoute } from '@tanstack/react-router'
import { page } from '../page'

export const Route = createFileRoute('/ok')(page(() => Route.useLoaderData()))
