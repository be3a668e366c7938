/** An SVG that is drawn from the top down, with its words as text. */

export const INK = '#1d1c1a';
export const QUIET = '#615d56';
export const LINE = '#e2ded5';

/** How wide a text is in a font, in units of the drawing. */
export type Measure = (text: string, font: string) => number;

export interface Face {
  size: number;
  family?: 'serif' | 'sans-serif';
  weight?: 400 | 600;
  fill?: string;
}

/** Draws from the top down; each part is put under the one before. */
export class Sheet {
  readonly parts: string[] = [];
  /** How far it is drawn. */
  y: number;

  constructor(
    private readonly measure: Measure,
    top: number,
  ) {
    this.y = top;
  }

  width(text: string, { size, family = 'serif', weight = 400 }: Face): number {
    return this.measure(text, `${weight} ${size}px ${family}`);
  }

  text(x: number, y: number, text: string, face: Face, anchor = 'start'): void {
    const { size, family = 'serif', weight = 400, fill = INK } = face;
    const end = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
    this.parts.push(
      `<text x="${round(x)}" y="${round(y)}" font-family="${family}" font-size="${size}" font-weight="${weight}" fill="${fill}"${end}>${escaped(text)}</text>`,
    );
  }

  box(x: number, y: number, width: number, height: number, look: string): void {
    this.parts.push(boxOf(x, y, width, height, look));
  }

  /** A paragraph of at most this width, and the way to the next. */
  paragraph(text: string, face: Face, left: number, width: number, after = 0): void {
    let line = '';
    const put = () => {
      this.y += 1.42 * face.size;
      this.text(left, this.y - 0.32 * face.size, line, face);
    };
    for (const word of text.split(' ')) {
      const longer = line ? `${line} ${word}` : word;
      if (line && this.width(longer, face) > width) {
        put();
        line = word;
      } else line = longer;
    }
    put();
    this.y += after;
  }
}

export function boxOf(x: number, y: number, width: number, height: number, look: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 0))}" height="${round(height)}" ${look}/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Text that an XML file can hold: marks escaped, what no file may hold left out. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, mark => `&#${mark.charCodeAt(0)};`);
}
