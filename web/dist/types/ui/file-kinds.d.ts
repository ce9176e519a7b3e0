export type FileKind = 'sheet' | 'image' | 'video' | 'audio' | 'pdf' | 'archive' | 'text' | 'other';
export declare function kindOf(name: string, type?: string): FileKind;
