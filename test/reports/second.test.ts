import { holdStudies, studiesOf } from "./studies.ts";

holdStudies(studiesOf(1));
