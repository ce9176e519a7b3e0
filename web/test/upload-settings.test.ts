/* SPDX-License-Identifier: MIT
 *
 * What a page sets on the component, as attributes and as frameworks do: as properties that have
 * the texts of attributes.
 */
import { describe, expect, it } from 'vitest';
import type { ClientOptions } from '../src/client/client.js';
import type { FileRules } from '../src/ui/file-rules.js';
import { UploadSettings } from '../src/ui/upload-settings.js';

/** The settings, as the list and the client read them. */
class Settings extends UploadSettings {
  get read(): FileRules {
    return this.rules;
  }

  get options(): ClientOptions {
    return this.clientOptions();
  }
}

customElements.define('test-settings', Settings);

/** The element with these attributes, or with these properties of the same texts. */
function settingsOf(kind: string, values: Readonly<Record<string, string>>): Settings {
  const settings = new Settings();
  settings.multiple = true;
  for (const [name, value] of Object.entries(values)) {
    if (kind === 'attributes') settings.setAttribute(name, value);
    else Object.assign(settings, { [name.replace(/-(.)/, (_, c) => c.toUpperCase())]: value });
  }
  return settings;
}

describe.each(['attributes', 'properties'])('texts in %s', (kind) => {
  it('say when and how files are sent', () => {
    const given = { autostart: 'no', parallel: '2', metadata: '{"album":"x"}' };
    const { autostart, parallel, metadata } = settingsOf(kind, given).options;
    expect({ autostart, parallel, metadata }).toEqual({
      autostart: false,
      parallel: 2,
      metadata: { album: 'x' },
    });
  });

  it('limit the files', () => {
    const given = { 'max-size': '20 MB', 'min-size': '2', 'max-files': '3' };
    const { maxSize, minSize, maxFiles } = settingsOf(kind, given).read;
    expect([maxSize, minSize, maxFiles]).toEqual([20_000_000, 2, 3]);
  });

  it.each(['0', '-1', '1.5', 'many', ''])(
    'that are no number of files limit nothing: “%s”',
    (no) => {
      const settings = settingsOf(kind, {
        parallel: no,
        'max-files': no,
        metadata: 'no',
        'max-size': no,
      });
      expect(settings.read.maxFiles).toBeNull();
      expect(settings.options.parallel).toBeUndefined();
      expect(settings.options.metadata).toBeUndefined();
      expect(settings.options.autostart).toBe(true);
    },
  );
});

describe('the token', () => {
  it('may be set later', async () => {
    const settings = new Settings();
    const { token } = settings.options;
    expect(await token?.()).toBeNull();
    settings.token = async () => 'secret';
    expect(await token?.()).toBe('secret');
  });
});
