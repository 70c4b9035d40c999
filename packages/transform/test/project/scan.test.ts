import { describe, expect, it } from 'vitest'
import {
  createScanner,
  isMarked,
  listSpecifiers,
  type Mark,
  type Trait,
} from '../../src/project/scan.ts'
import { APIS } from './support.ts'

const scanner = createScanner(APIS)

function interestsOf(text: string): (Mark | Trait)[] {
  const marks: Mark[] = ['after', 'suppression', 'api', 'client', 'server', 'action', 'cache']
  const traits: Trait[] = ['handler', 'static']
  const found = scanner.findMarks(text, listSpecifiers(text))
  return [
    ...marks.filter((mark) => isMarked(found, mark)),
    ...traits.filter((trait) => scanner.hasTrait(text, trait)),
  ]
}

describe('marks and traits', () => {
  it.each<[string, (Mark | Trait)[]]>([
    [`import { after } from 'next/server'`, ['after', 'api']],
    [`import { unstable_after as later } from "next/server.js"`, ['after', 'api']],
    [`import * as runtime from '@afterword/runtime'`, ['api']],
    [`import { NextResponse } from 'next/server'`, ['api']],
    [`import { NextResponse } from 'next/server' // the day after`, ['api']],
    [`import { type NextRequest, after } from 'next/server'`, ['after', 'api']],
    [`import {\n  NextRequest,\n  after,\n} from 'next/server'`, ['after', 'api']],
    [
      `import {\n  NextRequest, // the request\n  after // later\n} from 'next/server'`,
      ['after', 'api'],
    ],
    [`import { /* later */ after /* now */ } from 'next/server'`, ['after', 'api']],
    [`import * as server from 'next/server'\nserver.after(task)`, ['after', 'api']],
    [`import * as server from 'next/server'\nserver?.['after'](task)`, ['after', 'api']],
    [`const { after: later } = require('next/server')`, ['after', 'api']],
    [`export { after as default } from 'next/server'`, ['after', 'api']],
    [`export * from 'next/server'`, ['after', 'api']],
    [`import { NextResponse } from 'next/server'\nlist({ after: query.after })`, ['api']],
    [`import { NextResponse } from 'next/server'\nexport * from './list'`, ['api']],
    [
      `import { NextResponse } from 'next/server'\nconst { after } = await import('next/server')`,
      ['after', 'api'],
    ],
    [`import server, { NextRequest } from 'next/server'\nserver.after(task)`, ['after', 'api']],
    [`const { cookies } = await import('next/headers')`, ['api']],
    [`import { redirect } from 'next/navigation'`, ['api']],
    [`// afterword-ignore-next-line lost-bytes -- old`, ['suppression']],
    [`'use client'\nexport {}`, ['client']],
    [`/* a */ // b\n/** c */\n"use strict"; "use client"`, ['client']],
    [`// 'use client'\nexport {}`, []],
    [`/*\n'use client'\n*/`, []],
    [`export const text = 'use client'`, []],
    [`const a = 1\n'use client'`, []],
    [`'use server'\nexport {}`, ['server', 'action']],
    [`export async function act() { 'use server' }`, ['action']],
    [`export default { fetch() {} }`, ['handler']],
    [`async function read() { 'use cache' }`, ['cache']],
    [`import { unstable_cache } from 'next/cache'`, ['api', 'cache']],
    [`export const dynamic = 'force-static'`, ['static']],
    [`export const dynamic = 'error'`, ['static']],
    [`export const dynamic = 'force-dynamic'`, []],
    [`export const day = 'the day after'`, []],
  ])('%s', (text, interests) => expect(interestsOf(text)).toEqual(interests))

  it('of a text that begins with many comments are found at once', () => {
    const text = `${'/* licence */ // and more\n'.repeat(50_000)}const client = 'use client'`
    const begin = performance.now()
    expect(interestsOf(text)).toEqual([])
    expect(performance.now() - begin).toBeLessThan(1000)
  })
})

describe('specifiers', () => {
  it.each([
    [`import a from './a'`, ['./a']],
    [`import './a'`, ['./a']],
    [`import"./a"`, ['./a']],
    [`import {\n  a,\n  b as c,\n} from\n  "./a"`, ['./a']],
    // Gone when the program runs.
    [`import type { A } from './a'`, []],
    [`import type A from './a'`, []],
    [`import type * as A from './a'`, []],
    [`export type { A,\n B } from "./a"\nexport type * from './b'`, []],
    [`import type { A } from './a'\nimport b from './b'`, ['./b']],
    [`import type { A } from './a'\nimport { a } from './a'`, ['./a']],
    [`import { type A } from './a'`, ['./a']],
    [`import type from './a'`, ['./a']],
    [`import type, { a } from './a'`, ['./a']],
    [`export type A = B\nimport a from './a'`, ['./a']],
    [`export type A = { b: string }\nexport { a } from './a'`, ['./a']],
    [`export type A<B> = import('./a').A`, ['./a']],
    [`import a, * as b from '../a.js'`, ['../a.js']],
    [`export * from '#a'`, ['#a']],
    [`export { default } from "@/a"`, ['@/a']],
    [`await import(\`./a\`)`, ['./a']],
    [`import(/* webpackChunkName: "b" */ './a')`, ['./a']],
    [`import(\n  // why\n  './a'\n)`, ['./a']],
    [`const a = require( './a' )`, ['./a']],
    [`import a = require('./a')`, ['./a']],
    [`import a from './a' with { type: 'json' }`, ['./a']],
    [`import a from 'a'\nimport b from 'a'`, ['a']],
    // Not known before it runs.
    [`import(\`./\${name}\`)`, []],
    [`import(name)`, []],
    [`array.from('a'), transform('b')`, ['a']],
  ])('%s', (text, specifiers) => expect(listSpecifiers(text)).toEqual(specifiers))
})
