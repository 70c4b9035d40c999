import { after } from 'next/server'

function start() {
  after(() => console.log('metrics are on'))
}

start()
