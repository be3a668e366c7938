/** Files that the page makes, for the visitor to keep. Nothing leaves the browser. */
export function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken hold of the file once the press is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Pixels of a picture for each of its own units, so that it is sharp in print. */
const SCALE = 2;

/** A drawing as a PNG. */
export async function asPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((made, failed) => {
    canvas.toBlob(blob => (blob ? made(blob) : failed(new Error('no picture'))), 'image/png');
  });
}

/** How wide a text is in a font, in CSS pixels. */
export function measurer(): (text: string, font: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  return (text, font) => {
    if (!context) return 0.5 * text.length * Number.parseFloat(/[\d.]+(?=px)/.exec(font)?.[0] ?? '16');
    context.font = font;
    return context.measureText(text).width;
  };
}
