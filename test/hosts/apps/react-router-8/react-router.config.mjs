export default {
  ssr: true,
  routeDiscovery: { mode: 'initial' },
  appDirectory: '../react-router/app',
}
