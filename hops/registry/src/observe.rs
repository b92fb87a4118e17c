//! Inspections as observations.

use futures_util::{StreamExt, stream};
use hops_model::{Family, Observation, Outcome, Unseen};

use crate::{Inspection, Platform, Reference, Registry, Trouble};

/// So many images at one time: more, and a registry begins to count.
const AT_ONCE: usize = 8;

impl Registry {
    /// One image as an observation of [`Family::ImagePlatforms`], for nodes of these platforms.
    ///
    /// # Errors
    /// When it cannot be said.
    pub async fn observe(&self, reference: &Reference, nodes: &[Platform]) -> Result<Observation, Unseen> {
        self.inspect(reference, nodes).await.observation()
    }

    /// Several images, each with the platforms of the nodes that it may run on, some at a time.
    pub async fn observe_all(
        &self,
        images: &[(Reference, Vec<Platform>)],
    ) -> (Vec<Observation>, Vec<Unseen>) {
        let asked = stream::iter(images).map(|(image, nodes)| self.observe(image, nodes)).buffered(AT_ONCE);
        let (mut seen, mut unseen) = (Vec::new(), Vec::new());
        for answer in asked.collect::<Vec<_>>().await {
            match answer {
                Ok(observation) => seen.push(observation),
                Err(reason) => unseen.push(reason),
            }
        }
        (seen, unseen)
    }
}

impl Inspection {
    /// What it comes to.
    ///
    /// # Errors
    /// When that cannot be said.
    pub fn observation(&self) -> Result<Observation, Unseen> {
        let image = self.reference.to_string();
        let Some(outcome) = self.outcome() else {
            let reason = format!("{image}: {}", self.seen());
            let way_out = self.way_out();
            return Err(Unseen { families: vec![Family::ImagePlatforms], reason, way_out });
        };
        let took = self.steps.iter().map(|step| step.took).sum();
        let subject = format!("image {image}");
        let mut observation =
            Observation::new(Family::ImagePlatforms, subject, outcome, format!("{image}: {}", self.seen()))
                .took(took)
                .fact("image", &image);
        if !self.missing.is_empty() {
            let architectures = self.missing.iter().map(Platform::architecture);
            observation = observation.fact("architecture", architectures.collect::<Vec<_>>().join(","));
        }
        if !self.platforms.is_empty() {
            observation = observation.fact("platforms", listed(&self.platforms));
        }
        Ok(observation)
    }

    fn way_out(&self) -> Option<String> {
        let unreached = matches!(self.trouble, Some(Trouble::NotReached(_)));
        let registry = self.reference.registry();
        unreached.then(|| format!("name a place that has its images: `--registry-mirror {registry}=URL`"))
    }

    fn seen(&self) -> String {
        if let Some(trouble) = &self.trouble {
            let step = self.steps.last().map(|step| format!("{} ({}): ", step.kind, step.asked));
            return format!("{}{trouble}", step.unwrap_or_default());
        }
        let platforms = listed(&self.platforms);
        let has = match (self.indexed, self.platforms.len()) {
            (_, 0) => "has no image whose platform is known".to_owned(),
            (false, _) => format!("is built for {platforms} alone, without an index"),
            (true, _) => format!("has {platforms}"),
        };
        let unknown = match self.unknown {
            0 => String::new(),
            count => format!(", and {count} whose platform nobody says"),
        };
        let wanted = match self.outcome() {
            Some(Outcome::Ok) => String::new(),
            _ => format!("; nodes are {}", listed(&self.missing)),
        };
        format!("{has}{unknown}{wanted}")
    }
}

fn listed(platforms: &[Platform]) -> String {
    platforms.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
