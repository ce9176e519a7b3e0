/* SPDX-License-Identifier: MIT */
import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import 'loadline';
import type { EventDetails } from 'loadline';

@Component({
  selector: 'app-files',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <h1>Upload</h1>
    <loadline-upload multiple [metadata]="metadata" (loadline-done)="note($event)" />
    <ul id="done">
      @for (file of files(); track file.id) {
        <li>{{ file.name }}</li>
      }
    </ul>
  `,
})
export class Files {
  protected readonly files = signal<{ id: string; name: string }[]>([]);
  protected readonly metadata = (file: File) => ({ changed: file.lastModified });

  protected note({ detail }: CustomEvent<EventDetails['loadline-done']>): void {
    const done = { id: detail.id ?? '', name: detail.document?.name ?? '' };
    this.files.update((before) => [...before, done]);
  }
}
