/** The part of upng-js that the screenshots use. */
declare module "upng-js" {
  interface Picture {
    readonly width: number;
    readonly height: number;
  }
  const UPNG: {
    decode(file: ArrayBuffer): Picture;
    toRGBA8(picture: Picture): ArrayBuffer[];
    encode(frames: ArrayBuffer[], width: number, height: number, paletteColours: number): ArrayBuffer;
  };
  export default UPNG;
}
