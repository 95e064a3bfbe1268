/** A convolution of `batch` square images over their channels; `outputSize` pixels a side come out. */
export interface ConvolutionShape {
  readonly batch: number;
  readonly outputSize: number;
  readonly filterSize: number;
  readonly stride: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
}
