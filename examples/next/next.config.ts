import withAfterword from '@afterword/transform/next'
import type { NextConfig } from 'next'

const nextConfig: NextConfig = {}

export default withAfterword(nextConfig)
