/** All that is made from kc-eb.yaml. */
export { environmentProperties } from './environment-properties.ts';
export { optionSettings } from './option-settings.ts';
export { renderBundle } from './render-bundle.ts';
export { baseImage, renderImage } from './render-image.ts';
export { warnings } from './warnings.ts';
