// Makes sure that the browser tests have a Chromium: uses the one that is there, or installs Debian's.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

if (!process.env.CHROMIUM_PATH && !CANDIDATES.some((path) => existsSync(path))) {
  const isRoot = process.getuid?.() === 0
  const run = (command, args) =>
    spawnSync(isRoot ? command : 'sudo', isRoot ? args : ['-n', command, ...args], {
      stdio: 'inherit',
    })
  console.log('The browser tests need Chromium: installing the package "chromium".')
  run('apt-get', ['update', '-qq'])
  const { status } = run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])
  if (status !== 0) {
    console.error(
      'Chromium could not be installed. Install it yourself, or set CHROMIUM_PATH to a Chromium or Chrome.',
    )
    process.exit(1)
  }
}
