/* SPDX-License-Identifier: MIT
 *
 * Files and folders that are dropped on the page, from the disk, as the browser
 * itself hands them over.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, expect, type Locator, type Page, test } from '@playwright/test';
import { openPage } from './extra-page.js';
import { look } from './look.js';
import { UploadPage } from './page.js';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-browser-'));
});

test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

type DragType = 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel';

/** What a person holds at the pointer: files and folders of the disk, or a text. */
class Dragging {
  readonly #session: CDPSession;
  readonly #data: { items: { mimeType: string; data: string }[]; files: string[] };

  private constructor(session: CDPSession, files: string[], text: string) {
    this.#session = session;
    this.#data = { items: text ? [{ mimeType: 'text/plain', data: text }] : [], files };
  }

  static async of(page: Page, files: string[], text = ''): Promise<Dragging> {
    return new Dragging(await page.context().newCDPSession(page), files, text);
  }

  async send(over: Locator, ...types: DragType[]): Promise<void> {
    const box = await over.boundingBox();
    if (!box) throw new Error('there is no place to drag to');
    const data = { ...this.#data, dragOperationsMask: 1 };
    for (const type of types) {
      await this.#session.send('Input.dispatchDragEvent', {
        type,
        x: box.x + 9,
        y: box.y + 9,
        data,
      });
    }
  }
}

async function drop(page: Page, ...files: string[]): Promise<void> {
  const dragging = await Dragging.of(page, files);
  await dragging.send(page.locator('.drop'), 'dragEnter', 'dragOver', 'drop');
}

/** A folder of so many files, in folders of a hundred. */
function makeFolder(name: string, count: number): string {
  for (let i = 0; i < count; i++) {
    const inner = join(folder, name, `part ${Math.floor(i / 100)}`);
    if (i % 100 === 0) mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, `${i}.txt`), `${i}`);
  }
  return join(folder, name);
}

/** The metadata of the uploads that are created from now on. */
function noteMetadata(page: Page): Record<string, string>[] {
  const noted: Record<string, string>[] = [];
  page.on('request', (request) => {
    const header = request.method() === 'POST' && request.headers()['upload-metadata'];
    if (!header) return;
    const pairs = header.split(',').map((pair) => pair.split(' '));
    noted.push(
      Object.fromEntries(
        pairs.map(([name, value = '']) => [name, Buffer.from(value, 'base64').toString()]),
      ),
    );
  });
  return noted;
}

/** How many files the element has. */
function count(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelector('loadline-upload')?.client.uploads.length ?? 0);
}

/** Notes how long the page was busy at a time, in milliseconds. */
async function noteLongTasks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map((task) => task.duration)),
    ).observe({
      type: 'longtask',
    });
  });
  return () =>
    page.evaluate(() => Math.max(0, ...(window as unknown as { tasks: number[] }).tasks));
}

test('a folder that is dropped is the files in it', async ({ page }) => {
  mkdirSync(join(folder, 'holiday/second day'), { recursive: true });
  mkdirSync(join(folder, 'holiday/empty'));
  writeFileSync(join(folder, 'holiday/one.csv'), 'a,b\n');
  writeFileSync(join(folder, 'holiday/second day/two.csv'), 'c,d\n');
  writeFileSync(join(folder, 'beside.csv'), 'e,f\n');
  const upload = new UploadPage(page);
  await upload.open();
  const metadata = noteMetadata(page);
  await drop(page, join(folder, 'holiday'), join(folder, 'beside.csv'));
  const names = page.locator('loadline-file .name');
  await expect(names).toHaveCount(3);
  expect((await names.allTextContents()).sort()).toEqual(['beside.csv', 'one.csv', 'two.csv']);
  await expect.poll(() => metadata.length).toBe(3);
  const paths = metadata.map(({ filename, relativePath }) => `${filename} ${relativePath}`).sort();
  expect(paths).toEqual([
    'beside.csv undefined',
    'one.csv holiday/one.csv',
    'two.csv holiday/second day/two.csv',
  ]);
  await expect(page.getByRole('alert')).toHaveText('Empty or not readable: empty');
  await expect(page.locator('loadline-file .row[data-phase=failed]')).toHaveCount(0);
});

test('an empty folder that is dropped is refused', async ({ page }) => {
  mkdirSync(join(folder, 'nothing'));
  const upload = new UploadPage(page);
  await upload.open();
  await drop(page, join(folder, 'nothing'));
  await expect(page.getByRole('alert')).toHaveText('Empty or not readable: nothing');
  await expect(page.locator('loadline-file')).toHaveCount(0);
});

// uppy #1908, #2590
for (const way of ['dropped', 'chosen']) {
  test(`all of the 2,000 files of a folder that is ${way} are listed`, async ({
    page,
    request,
  }) => {
    test.slow();
    const path = makeFolder('many', 2_000);
    await openPage(
      page,
      request,
      '<loadline-upload multiple folders autostart="no"></loadline-upload>',
    );
    const longest = await noteLongTasks(page);
    if (way === 'dropped') await drop(page, path);
    else await page.locator('input[webkitdirectory]').setInputFiles(path);
    await expect.poll(() => count(page), { timeout: 200_000 }).toBe(2_000);
    await expect(page.getByRole('button', { name: 'Upload 2,000 files' })).toBeVisible();
    const paths = await page.evaluate(() =>
      document
        .querySelector('loadline-upload')
        ?.client.uploads.map(({ file }) => file?.webkitRelativePath ?? ''),
    );
    expect(new Set(paths).size).toBe(2_000);
    expect(paths).toContain('many/part 19/1999.txt');
    test.info().annotations.push({ type: 'longest task', description: `${await longest()} ms` });
  });
}

test('a folder is chosen by its own button', async ({ page, request }) => {
  writeFileSync(join(folder, 'one.txt'), '1');
  await openPage(page, request, '<loadline-upload multiple folders></loadline-upload>');
  const metadata = noteMetadata(page);
  await page.getByRole('button', { name: 'Choose files' }).focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Choose a folder' })).toBeFocused();
  // Playwright hears nothing of dialogues for folders.
  const input = page.locator('input[webkitdirectory]');
  await input.evaluate((element) =>
    element.addEventListener('click', () => element.setAttribute('data-opened', '')),
  );
  await page.keyboard.press('Enter');
  await expect(input).toHaveAttribute('data-opened', '');
  await input.setInputFiles(folder);
  await expect(page.locator('loadline-file .row')).toHaveAttribute('data-phase', 'done');
  expect(metadata[0]?.relativePath).toMatch(/^loadline-browser-.*\/one\.txt$/);
  await look(page, 'folders');
});

// uppy #4385
test('files can be dropped anywhere on the page, and 1,500 do not flicker', async ({
  page,
  request,
}) => {
  test.slow();
  const content = `<p>Some text</p>
    <loadline-upload multiple autostart="no" drop-target="page"></loadline-upload>`;
  await openPage(page, request, content);
  const shown = await page.evaluate(async () => {
    const root = document.querySelector('loadline-upload')?.shadowRoot;
    const dataTransfer = new DataTransfer();
    for (let i = 0; i < 1_500; i++) dataTransfer.items.add(new File(['1'], `${i}.txt`));
    const places = [...document.querySelectorAll('h1, p, main, body')];
    const drag = (type: string, at: number) =>
      places[at % places.length]?.dispatchEvent(
        new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true }),
      );
    const seen: number[] = [];
    const note = () => seen.push(root?.querySelectorAll('.overlay').length ?? 0);
    if (root) new MutationObserver(note).observe(root, { childList: true, subtree: true });
    for (let i = 0; i < 100; i++) {
      drag('dragenter', i + 1);
      drag('dragleave', i);
      drag('dragover', i);
      await new Promise((resolve) => setTimeout(resolve));
    }
    Object.assign(window, { drag, timer: setInterval(() => drag('dragover', 0), 50) });
    return seen;
  });
  expect(shown, 'it is drawn once').toEqual([1]);
  const overlay = page.locator('loadline-upload .overlay');
  await expect(overlay).toHaveText(/^\s*Drop to upload\s*$/);
  expect(await overlay.boundingBox()).toEqual({ x: 0, y: 0, width: 1000, height: 560 });
  await look(page, 'drop-target');
  await page.evaluate(() => {
    const held = window as unknown as { drag: (type: string, at: number) => void; timer: number };
    clearInterval(held.timer);
    held.drag('drop', 0);
  });
  await expect(overlay).toHaveCount(0);
  await expect.poll(() => count(page), { timeout: 200_000 }).toBe(1_500);
});

test('a text that is dropped is refused with a word', async ({ page }) => {
  await new UploadPage(page).open();
  const dragging = await Dragging.of(page, [], 'https://files.example/');
  await dragging.send(page.locator('.drop'), 'dragEnter', 'dragOver', 'drop');
  await expect(page.getByRole('alert')).toHaveText(
    'Only files can be dropped here, not text or links.',
  );
  await expect(page.locator('loadline-file')).toHaveCount(0);
});

test('an image is pasted, unless a text field has the focus', async ({ page, request }) => {
  const content = '<label>Text <input></label><loadline-upload multiple></loadline-upload>';
  await openPage(page, request, content);
  const paste = () =>
    page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(['GIF89a'], 'shot.gif', { type: 'image/gif' }));
      const event = { clipboardData, bubbles: true, cancelable: true, composed: true };
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', event));
    });
  await page.getByLabel('Text').focus();
  await paste();
  await page.getByRole('button', { name: 'Choose files' }).focus();
  await paste();
  await expect(page.locator('loadline-file .name')).toHaveText(['shot.gif']);
});

test('phones open the camera where the page says so', async ({ page, request }) => {
  await openPage(page, request, '<loadline-upload capture="environment"></loadline-upload>');
  await expect(page.locator('loadline-upload input').first()).toHaveAttribute(
    'capture',
    'environment',
  );
});
