//! Assets on their way to S3.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use appsynth_assembly::{AssetFile, Destination, Packaging, Stack};
use appsynth_cloudformation::content_hash;
use futures_util::{StreamExt, TryStreamExt, stream};
use indexmap::IndexMap;
use zip::write::SimpleFileOptions;

use crate::DeployError;
use crate::aws::{Caller, Connection, object_url};
use crate::observe::{Happening, Observer};
use crate::plan::{Action, Plan, made};

/// How many uploads go on at the same time.
const AT_ONCE: usize = 8;
/// From this size on, what may be there already is asked for before it is sent.
const LARGE: u64 = 1 << 20;

/// Something to upload.
struct Upload<'p> {
    destination: Destination,
    content: Content<'p>,
    /// Whether something may be there already, so that it is worth asking before much is sent.
    is_update: bool,
    /// Whether what is deployed was made from it, so that it is there unless it was deleted.
    is_deployed: bool,
}

enum Content<'p> {
    Asset(&'p AssetFile),
    Text(String),
}

/// Uploads what the plan needs and is not there yet.
pub(crate) async fn upload(plan: &Plan, observer: &dyn Observer) -> Result<(), DeployError> {
    let uploads = uploads(plan)?;
    let total = uploads.len();
    let mut connections: IndexMap<Option<String>, Connection> = IndexMap::new();
    for upload in uploads.values() {
        let role = &upload.destination.assume_role_arn;
        if !connections.contains_key(role) {
            let connection = plan.caller.connect(role.as_deref()).await?;
            connections.insert(role.clone(), connection);
        }
    }
    let mut sending = stream::iter(uploads.values().map(|upload| {
        let connection = &connections[&upload.destination.assume_role_arn];
        upload.send(connection, &plan.caller)
    }))
    .buffer_unordered(AT_ONCE);
    let mut done = 0;
    while sending.try_next().await?.is_some() {
        done += 1;
        observer.saw("", Happening::Uploaded { done, total });
    }
    Ok(())
}

/// Uploads a template beside other assets, under the name that its content gives it; gives its address.
pub(crate) async fn text(
    caller: &Caller,
    beside: &Destination,
    text: String,
) -> Result<String, DeployError> {
    let upload = Upload::of_text(text, beside);
    let role = upload.destination.assume_role_arn.as_deref();
    let connection = caller.connect(role).await?;
    upload.send(&connection, caller).await?;
    let (bucket, key) = upload.address(caller);
    Ok(object_url(&caller.region, &bucket, &key))
}

/// What the stacks with changes need, each object once.
fn uploads(plan: &Plan) -> Result<BTreeMap<(String, String), Upload<'_>>, DeployError> {
    let mut uploads = BTreeMap::new();
    for stack in plan
        .stacks
        .iter()
        .filter(|stack| stack.action != Action::Nothing)
    {
        let assembled = plan.stack_of(stack);
        let is_update = stack.action == Action::Update;
        for asset in assembled.assets.values() {
            for destination in &asset.destinations {
                let upload = Upload {
                    destination: destination.clone(),
                    content: Content::Asset(asset),
                    is_update,
                    is_deployed: stack.work.deployed_text.contains(&destination.object_key),
                };
                uploads.insert(upload.address(&plan.caller), upload);
            }
        }
        for text in stack.work.steps.iter().flat_map(made).map(|(_, text)| text) {
            let upload = Upload::of_text(text, beside(assembled)?);
            uploads.insert(upload.address(&plan.caller), upload);
        }
    }
    Ok(uploads)
}

/// Where templates of a stack are uploaded to that the assembly does not have.
///
/// # Errors
/// [`DeployError::Template`] if nothing of the stack is uploaded anywhere.
pub(crate) fn beside(stack: &Stack) -> Result<&Destination, DeployError> {
    let mut assets = stack.assets.values();
    let destination = assets.find_map(|asset| asset.destinations.first());
    destination.ok_or_else(|| DeployError::Template {
        stack: stack.name.clone(),
        reason: "the assembly does not say where it is uploaded to".to_owned(),
    })
}

impl Upload<'_> {
    /// A text beside other assets, under the name that its content gives it.
    fn of_text(text: String, beside: &Destination) -> Self {
        Self {
            destination: Destination {
                object_key: format!("{}.json", content_hash(&text)),
                ..beside.clone()
            },
            content: Content::Text(text),
            is_update: false,
            is_deployed: false,
        }
    }

    /// Bucket and key.
    fn address(&self, caller: &Caller) -> (String, String) {
        let destination = &self.destination;
        (
            caller.fill_in(&destination.bucket_name),
            caller.fill_in(&destination.object_key),
        )
    }

    async fn send(&self, connection: &Connection, caller: &Caller) -> Result<(), DeployError> {
        let (bucket, key) = self.address(caller);
        if (self.is_deployed || self.is_update && self.size() > LARGE)
            && connection
                .has_object(&caller.account, &bucket, &key)
                .await?
        {
            return Ok(());
        }
        let bytes = match &self.content {
            Content::Text(text) => text.clone().into_bytes(),
            Content::Asset(asset) => bytes(asset)?,
        };
        connection
            .put_object(&caller.account, &bucket, &key, bytes)
            .await?;
        Ok(())
    }

    /// About how many bytes it has before it is packed.
    fn size(&self) -> u64 {
        match &self.content {
            Content::Text(text) => text.len() as u64,
            Content::Asset(asset) => files(&asset.path)
                .unwrap_or_default()
                .iter()
                .filter_map(|file| fs::metadata(file).ok())
                .map(|metadata| metadata.len())
                .sum(),
        }
    }
}

/// The bytes of an asset as S3 gets them.
pub(crate) fn bytes(asset: &AssetFile) -> Result<Vec<u8>, DeployError> {
    let failed = |source| DeployError::Asset {
        path: asset.path.clone(),
        source,
    };
    match asset.packaging {
        Packaging::Zip if asset.path.is_dir() => archive(&asset.path).map_err(failed),
        // Tools that pack by themselves leave an archive.
        Packaging::Zip | Packaging::File => fs::read(&asset.path).map_err(failed),
    }
}

/// A zip archive of a folder. The same files give the same bytes.
fn archive(folder: &Path) -> io::Result<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for file in files(folder)? {
        let name = file.strip_prefix(folder).unwrap_or(&file);
        let name: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        let options = SimpleFileOptions::default()
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(permissions(&file));
        archive.start_file(name.join("/"), options)?;
        archive.write_all(&fs::read(&file)?)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Lambda runs nothing that is not executable for all.
fn permissions(file: &Path) -> u32 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(file).map_or(0, |metadata| metadata.permissions().mode());
        if mode & 0o100 != 0 {
            return 0o755;
        }
    }
    0o644
}

/// The files of a folder, sorted; a file is its own only one.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        files.extend(self::files(&entry?.path())?);
    }
    files.sort();
    Ok(files)
}
