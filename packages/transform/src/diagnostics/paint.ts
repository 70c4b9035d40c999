/** Colours text for a terminal, or not: the caller decides, not the process's own streams. */
import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]
export type Paint = (style: Style, text: string) => string

export function createPaint(isColored: boolean): Paint {
  return (style, text) =>
    isColored ? styleText(style, text, { validateStream: false } as never) : text
}
