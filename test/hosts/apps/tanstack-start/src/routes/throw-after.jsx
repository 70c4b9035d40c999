import { createFileRoute } from '@tanstack/react-router'
import { page } from '../page'

export const Route = createFileRoute('/throw-after')(page(() => Route.useLoaderData()))
