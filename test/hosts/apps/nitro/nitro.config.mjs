import { defineNitroConfig } from 'nitro/config'

export default defineNitroConfig({
  compatibilityDate: '2025-01-30',
  plugins: ['./plugins/after.mjs', './plugins/suite.mjs'],
})
