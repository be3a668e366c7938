//! Opening a GPU, and what is known of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

/// An open GPU. Cloning shares it.
#[derive(Clone)]
pub struct Gpu {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    name: String,
    software: bool,
    lost: Arc<AtomicBool>,
}

impl Gpu {
    /// The fastest GPU there is.
    ///
    /// # Errors
    /// [`Error::NoGpu`], with the reason.
    pub async fn open() -> Result<Self> {
        let refuse = |error: &dyn std::fmt::Display| Error::NoGpu { reason: error.to_string() };
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..wgpu::RequestAdapterOptions::default()
        };
        let adapter = instance.request_adapter(&options).await.map_err(|error| refuse(&error))?;
        // WebGPU's defaults, but for the sizes of buffers: as large as this GPU can, for weights.
        let has = adapter.limits();
        let descriptor = wgpu::DeviceDescriptor {
            required_limits: wgpu::Limits {
                max_buffer_size: has.max_buffer_size,
                max_storage_buffer_binding_size: has.max_storage_buffer_binding_size,
                ..wgpu::Limits::default()
            },
            ..wgpu::DeviceDescriptor::default()
        };
        let (device, queue) = adapter.request_device(&descriptor).await.map_err(|error| refuse(&error))?;
        let info = adapter.get_info();
        let lost = Arc::new(AtomicBool::new(false));
        let flag = lost.clone();
        device.set_device_lost_callback(move |_, _| flag.store(true, Ordering::Release));
        let software = info.device_type == wgpu::DeviceType::Cpu || plays(&info.name) || plays(&info.driver);
        Ok(Self { device, queue, name: info.name, software, lost })
    }

    /// Its name, as far as the system tells.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a program that plays GPU: right, but slower than the CPU backend.
    pub fn is_software(&self) -> bool {
        self.software
    }

    /// The same GPU, taken for hardware whatever it is: for tests of the kernels that are laid out for hardware.
    #[doc(hidden)]
    pub fn taken_for_hardware(self) -> Self {
        Self { software: false, ..self }
    }

    /// The most bytes that a shader can see of one buffer.
    pub(super) fn largest_binding(&self) -> u64 {
        let limits = self.device.limits();
        limits.max_buffer_size.min(limits.max_storage_buffer_binding_size)
    }

    /// Whether the device has gone: a driver's reset, memory run out, or `destroy()`.
    pub fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }
}

/// Whether it has the name of a program that plays GPU; browsers don't tell the type of a device.
fn plays(name: &str) -> bool {
    let name = name.to_lowercase();
    ["swiftshader", "llvmpipe", "lavapipe", "basic render"].iter().any(|one| name.contains(one))
}
