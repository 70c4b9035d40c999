import withAfterword from '@afterword/transform/next'
import type { NextConfig } from 'next'

const nextConfig: NextConfig = {
  distDir: 'dist',
  generateBuildId: () => 'build',
  // Next's types of `after` know no context of a task.
  typescript: { ignoreBuildErrors: true },
  experimental: { serverSourceMaps: true },
}

export default withAfterword(nextConfig)
