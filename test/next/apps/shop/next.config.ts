import withAfterword from '@afterword/transform/next'
import type { NextConfig } from 'next'

const nextConfig: NextConfig = {
  // For webpack; Turbopack has them anyway.
  experimental: { serverSourceMaps: true },
}

export default withAfterword(nextConfig)
