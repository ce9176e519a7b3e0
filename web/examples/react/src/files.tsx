/* SPDX-License-Identifier: MIT */
import 'loadline';
import type {} from 'loadline/react';
import { useState } from 'react';

const metadata = (file: File) => ({ changed: file.lastModified });

export function Files() {
  const [names, setNames] = useState<string[]>([]);
  return (
    <>
      <h1>Upload</h1>
      <loadline-upload
        multiple
        metadata={metadata}
        onloadline-done={({ detail }) =>
          setNames((before) => [...before, detail.document?.name ?? ''])
        }
      />
      <ul id="done">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </>
  );
}
