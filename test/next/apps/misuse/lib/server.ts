export * from 'next/server'
