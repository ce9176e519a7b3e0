/* SPDX-License-Identifier: MIT
 *
 * The pictures of files, and their names, which can be changed before they are sent.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { openPage } from './extra-page.js';
import { look } from './look.js';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type), data]);
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  return Buffer.concat([number(data.length), content, number(crc32(content))]);
}

/** A PNG of one colour; `says` is the size that its head claims. */
function png(
  width: number,
  height: number,
  says: readonly [number, number] = [width, height],
): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(says[0], 0);
  head.writeUInt32BE(says[1], 4);
  head.set([8, 2], 8);
  const row = Buffer.concat([
    Buffer.from([0]),
    Buffer.alloc(width * 3, Buffer.from([200, 30, 60])),
  ]);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function choose(page: Page, ...paths: string[]): Promise<void> {
  await page.locator('loadline-upload input').first().setInputFiles(paths);
}

function pictureOf(page: Page, name: string): Locator {
  return page
    .locator('loadline-file')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('loadline-picture');
}

/** Counts what the page decodes, and how much of it at a time. */
async function countDecoding(
  page: Page,
): Promise<() => Promise<{ all: number; atOnce: number; open: number }>> {
  await page.addInitScript(() => {
    const counts = { all: 0, atOnce: 0, open: 0 };
    Object.assign(window, { counts });
    const decode = window.createImageBitmap.bind(window) as (
      ...given: unknown[]
    ) => Promise<ImageBitmap>;
    const close = ImageBitmap.prototype.close;
    ImageBitmap.prototype.close = function closed() {
      counts.open--;
      close.call(this);
    };
    Object.assign(window, {
      createImageBitmap: (...given: unknown[]) => {
        counts.all++;
        counts.atOnce = Math.max(counts.atOnce, ++counts.open);
        return decode(...given).catch((error) => {
          counts.open--;
          throw error;
        });
      },
    });
  });
  return () =>
    page.evaluate(
      () => (window as unknown as { counts: { all: number; atOnce: number; open: number } }).counts,
    );
}

const HELD = '<loadline-upload multiple autostart="no"></loadline-upload>';

test('images have pictures, decoded small, two at a time, where they are seen', async ({
  page,
  request,
}) => {
  const counts = await countDecoding(page);
  await openPage(page, request, HELD);
  const paths = Array.from({ length: 12 }, (_, i) => file(`${i}.png`, png(900, 600)));
  await choose(page, ...paths);
  await expect(pictureOf(page, '0.png').locator('canvas')).toBeVisible();
  const colour = await pictureOf(page, '0.png')
    .locator('canvas')
    .evaluate((canvas) => [
      (canvas as HTMLCanvasElement).width,
      ...((canvas as HTMLCanvasElement).getContext('2d')?.getImageData(20, 20, 1, 1).data ?? []),
    ]);
  expect(colour).toEqual([40, 200, 30, 60, 255]);
  await expect(page.locator('loadline-file')).toHaveCount(12);
  const before = await counts();
  expect(before.all, 'not those below the window').toBeLessThan(12);
  await page.locator('loadline-file').last().scrollIntoViewIfNeeded();
  await expect(pictureOf(page, '11.png').locator('canvas')).toBeVisible();
  await page.locator('h1').scrollIntoViewIfNeeded();
  await expect(pictureOf(page, '0.png').locator('canvas')).toBeVisible();
  const { all, atOnce, open } = await counts();
  expect(all, 'each once').toBeLessThanOrEqual(12);
  expect(atOnce).toBeLessThanOrEqual(2);
  expect(open, 'all are released').toBe(0);
  await look(page, 'pictures');
});

test('what cannot be decoded, or is too large for it, has the icon of its kind', async ({
  page,
  request,
}) => {
  const counts = await countDecoding(page);
  await openPage(page, request, HELD);
  const script =
    '<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"><script>window.ran=1</script></svg>';
  await choose(
    page,
    file('drawing.svg', script),
    file('phone.heic', 'ftypheic'),
    file('huge.png', png(9, 9, [30_000, 30_000])),
    file('torn.png', png(90, 60).subarray(0, 60)),
    file('thin.png', png(9, 900)),
    file('empty.png', ''),
    file('sums.xlsx', 'x'),
  );
  await expect(page.locator('loadline-file')).toHaveCount(7);
  await page.locator('loadline-file').last().scrollIntoViewIfNeeded();
  await expect.poll(async () => (await counts()).all, 'only the torn one was tried').toBe(1);
  await expect.poll(async () => (await counts()).open).toBe(0);
  await expect(page.locator('loadline-picture canvas')).toHaveCount(0);
  const kinds = await page
    .locator('loadline-picture [data-kind]')
    .evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset.kind));
  expect(kinds).toEqual([...Array(6).fill('image'), 'sheet']);
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
});

test('a video has its first frame, and its URL is revoked', async ({ page, request }) => {
  await page.addInitScript(() => {
    const urls = new Set<string>();
    Object.assign(window, { urls });
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      const url = createObjectURL(blob);
      urls.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      urls.delete(url);
      revokeObjectURL(url);
    };
  });
  await openPage(page, request, HELD);
  await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d', { alpha: false });
    const paint = (shade: number) => {
      if (context) context.fillStyle = `rgb(20, 160, ${shade})`;
      context?.fillRect(0, 0, canvas.width, canvas.height);
    };
    paint(9);
    const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm' });
    const made = new Promise<Blob>((resolve) => {
      recorder.ondataavailable = ({ data }) => resolve(data);
    });
    recorder.start();
    for (let i = 0; i < 5; i++) {
      paint(i);
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    recorder.stop();
    const type = 'video/webm';
    const files = [
      new File([await made], 'film.webm', { type }),
      new File(['x'], 'torn.webm', { type }),
    ];
    document.querySelector('loadline-upload')?.add(files);
  });
  await expect(pictureOf(page, 'film.webm').locator('canvas')).toBeVisible();
  const green = await pictureOf(page, 'film.webm')
    .locator('canvas')
    .evaluate(
      (canvas) =>
        (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(20, 20, 1, 1).data[1],
    );
  expect(green).toBeGreaterThan(140);
  await expect(pictureOf(page, 'torn.webm').locator('canvas')).toHaveCount(0);
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { urls: Set<string> }).urls.size))
    .toBe(0);
});

test('a name is changed before the file is sent, by keyboard alone', async ({ page, request }) => {
  const sent = page.waitForRequest((asked) => asked.method() === 'POST');
  await openPage(page, request, HELD);
  await choose(page, file('IMG_1.tar.gz', 'x'));
  const rename = page.getByRole('button', { name: 'Rename: IMG_1.tar.gz' });
  const field = page.getByRole('textbox', { name: 'Rename: IMG_1.tar.gz' });
  await rename.focus();
  await page.keyboard.press('Enter');
  await expect(field).toBeFocused();
  await page.keyboard.type('a/b');
  await expect(field, 'its ending was not selected').toHaveValue('a/b.gz');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('A name cannot be empty or contain a slash.');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await look(page, 'rename');
  await page.keyboard.press('Escape');
  await expect(rename).toBeFocused();
  await expect(page.locator('.name')).toHaveText('IMG_1.tar.gz');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Grüße.txt');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Rename: Grüße.txt' })).toBeFocused();
  await page.getByRole('button', { name: 'Upload 1 file' }).click();
  const metadata = (await sent).headers()['upload-metadata'];
  expect(metadata).toContain(`filename ${Buffer.from('Grüße.txt').toString('base64')}`);
  await expect(page.locator('.row')).toHaveAttribute('data-phase', 'done');
  await expect(page.locator('.name')).toHaveText('Grüße.txt');
  await expect(page.getByRole('button', { name: /^Rename/ })).toHaveCount(0);
});
