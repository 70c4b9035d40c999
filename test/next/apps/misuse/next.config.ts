import withAfterword from '@afterword/transform/next'
import type { NextConfig } from 'next'

const nextConfig: NextConfig = {
  poweredByHeader: false,
}

export default withAfterword(nextConfig)
