import { describe, expect, it } from 'vitest'
import { runChild } from './support.ts'

describe('what the fetch host loads', () => {
  it('the first call in a process waits for it, and those after it do not', async () => {
    const { code, stdout, stderr } = await runChild('first-call.mjs').exit()
    expect({ code, stderr, lines: stdout.trim().split('\n') }).toEqual({
      code: 0,
      stderr: '',
      lines: ['first true ok', 'task /first', 'second false ok', 'task /second'],
    })
  })

  it('on Workers nothing, until there is an error to report, which the platform waits for', async () => {
    const { code, stdout, stderr } = await runChild('worker.mjs').exit()
    expect({ code, lines: stdout.trim().split('\n') }).toEqual({
      code: 0,
      lines: [
        'promise false ok',
        'promise false ok',
        'reported lost sendMail GET /path sent',
        'loaded for good false kept 0',
      ],
    })
    expect(stderr).toContain('Task sendMail failed')
    expect(stderr).toMatch(/request: {2}GET \/path \(\w+-\w+\), response sent\n {2}Error: lost/)
  })
})
